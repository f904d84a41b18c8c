import { InMemoryEventBus } from '@souk/chassis/events/in-memory-event-bus';
import type { Publication } from '@souk/chassis/events/event-bus';
import { runProcess } from '@souk/chassis/service/run-process';
import { startService } from '@souk/chassis/service/service';
import { userService } from '../src/service.ts';

/** Writes every event to standard output, so that all that leaves the process can be read there. */
class PrintingBus extends InMemoryEventBus {
  override publish(publications: readonly Publication[]): Promise<void> {
    process.stdout.write(`${JSON.stringify({ published: publications })}\n`);
    return super.publish(publications);
  }
}

await runProcess(() => startService(userService, { environment: process.env, bus: new PrintingBus() }));
