import { runService } from '@souk/chassis/service/run-service';
import { orderService } from './service.ts';

await runService(orderService);
