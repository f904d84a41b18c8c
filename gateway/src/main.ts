import { runProcess } from '@souk/chassis/service/run-process';
import { startGateway } from './service.ts';

await runProcess(() => startGateway({ environment: process.env }));
