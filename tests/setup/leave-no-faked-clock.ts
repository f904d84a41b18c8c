import { afterAll, expect, vi } from 'vitest';

// Files share a process: a clock that one leaves faked stands still for those after it, which then wait without end.
afterAll(() => {
  expect(vi.isFakeTimers()).toBe(false);
});
