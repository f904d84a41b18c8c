import type { BrokerNode } from '../broker-node.ts';
import type { Reader } from '../protocol/reader.ts';
import type { Writer } from '../protocol/writer.ts';

/** One request of a connection. */
export interface Request {
  readonly version: number;
  readonly body: Reader;
  readonly clientId: string;
  readonly clientHost: string;
  /** Calls back when the client hangs up. Returns how to take that back. */
  readonly onClose: (callback: () => void) => () => void;
  /** Calls back when another request arrives, whose answer has to wait for this one's. Returns how to take that back. */
  readonly onOvertaken: (callback: () => void) => () => void;
}

/** One of the protocol's APIs: reads the request, does what it asks, writes the response. */
export interface Api {
  readonly key: number;
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /**
   * The response's body, or undefined when the client expects none.
   *
   * @throws MalformedRequestError when the request does not decode
   */
  readonly handle: (request: Request, node: BrokerNode) => Writer | Promise<Writer | undefined>;
}

/** No client is ever asked to slow down. */
export const NO_THROTTLE = 0;
