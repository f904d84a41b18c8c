import { preferredWait } from '@souk/chassis/http/headers';
import type { RouteRequest } from '@souk/chassis/http/route';

const DEFAULT_WAIT_S = 10;
const MAX_WAIT_S = 30;

/** How long to wait for a place to pay at: as the caller prefers, at most half a minute. The gateway counts on both numbers. */
export const waitMilliseconds = ({ header }: Pick<RouteRequest, 'header'>): number =>
  Math.min(preferredWait(header('prefer')) ?? DEFAULT_WAIT_S, MAX_WAIT_S) * 1000;
