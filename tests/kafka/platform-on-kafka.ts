import { Platform } from '@souk/local/platform';
import { vi } from 'vitest';

/** Set by `npm run test:kafka`. */
const { TEST_KAFKA_BROKERS } = process.env;

// The end-to-end tests start their platforms themselves: here each gets this Kafka and no broker of its own.
const start = Platform.start.bind(Platform);
vi.spyOn(Platform, 'start').mockImplementation((options) =>
  start({ ...options, environment: { ...options.environment, KAFKA_BROKERS: TEST_KAFKA_BROKERS } }),
);
