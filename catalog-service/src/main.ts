import { runService } from '@souk/chassis/service/run-service';
import { catalogService } from './service.ts';

await runService(catalogService);
