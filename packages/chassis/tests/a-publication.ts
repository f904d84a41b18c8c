import type { Publication } from '../src/events/event-bus.ts';
import { uuidv7 } from '../src/ids.ts';

/** An event that nobody else publishes. */
export const aPublication = (topic: string, subject: string, sequence = 1): Publication => ({
  topic,
  event: {
    specversion: '1.0',
    id: uuidv7(),
    source: '/test',
    type: 'test.happened.v1',
    subject,
    time: new Date().toISOString(),
    sequence,
    correlationid: subject,
    causationid: 'test',
    data: {},
  },
});
