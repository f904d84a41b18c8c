import { runService } from '@souk/chassis/service/run-service';
import { userService } from './service.ts';

await runService(userService);
