import { runService } from '@souk/chassis/service/run-service';
import { paymentService } from './service.ts';

await runService(paymentService);
