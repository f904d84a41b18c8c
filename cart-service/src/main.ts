import { runService } from '@souk/chassis/service/run-service';
import { cartService } from './service.ts';

await runService(cartService);
