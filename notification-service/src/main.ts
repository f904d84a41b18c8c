import { runService } from '@souk/chassis/service/run-service';
import { notificationService } from './service.ts';

await runService(notificationService);
