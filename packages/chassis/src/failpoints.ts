import { types } from 'node:util';
import type { Arming, FailpointAction } from './failpoint-messages.ts';
import type { Sweep } from './sweep.ts';

/**
 * Failpoints (as FreeBSD and fail-rs know them): places at which a test can make a process fail. They are around the methods
 * of what a process is assembled from, never inside a use case.
 */
export interface Failpoints {
  /** How often each point, `<name>.<step>`, has been passed. */
  readonly passes: ReadonlyMap<string, number>;
  /** The object with a point around each of its steps: all of its methods by default. Without failpoints, the very object. */
  wrap<Port extends object>(name: string, port: Port, steps?: readonly (keyof Port & string)[]): Port;
  /** Has a container wrap what is bound to these tokens, each under its name. */
  wrapBindings<Token>(container: Bindings<Token>, ports: Readonly<Record<string, Token>>): void;
  /** The sweep with a point around its run. One that comes along rarely comes often then, so that a test meets it. */
  wrapSweep(sweep: Sweep): Sweep;
  isWrapped(port: unknown): boolean;
}

/** What of a container is needed here; only services know Inversify. */
export interface Bindings<Token> {
  onActivation(token: Token, activate: (context: unknown, port: object) => object): void;
}

/** What a process has unless `FAILPOINTS` is on: nothing is wrapped, nothing costs anything. */
export const noFailpoints: Failpoints = {
  passes: new Map(),
  wrap: (_name, port) => port,
  wrapBindings: () => undefined,
  wrapSweep: (sweep) => sweep,
  isWrapped: () => false,
};

export interface Hit {
  readonly point: string;
  readonly action: FailpointAction;
}

export interface ArmableOptions {
  /** Told before anything comes of the hit. */
  readonly onHit: (hit: Hit) => void;
  /** Ends this process at once. */
  readonly kill: () => void;
}

interface Point {
  readonly name: string;
  /** Whether the step returns a promise, as far as is known. */
  isAsync: boolean;
}

type Armed = Required<Arming>;

const LONGEST_PAUSE_OF_SWEEPS_MS = 2_000;

/** Failpoints that can be armed at run time. */
export class ArmableFailpoints implements Failpoints {
  readonly #options: ArmableOptions;
  readonly #passes = new Map<string, number>();
  /** What was armed first comes first. */
  readonly #armed = new Map<string, readonly Armed[]>();
  readonly #wrapped = new WeakSet();

  constructor(options: ArmableOptions) {
    this.#options = options;
  }

  get passes(): ReadonlyMap<string, number> {
    return this.#passes;
  }

  /** False when there is no such point (yet): it fails all the same, once there is. */
  arm({ point, action, times, skip = 0 }: Arming): boolean {
    this.#armed.set(point, [...(this.#armed.get(point) ?? []), { point, action, times, skip }]);
    return this.#passes.has(point);
  }

  disarm(): void {
    this.#armed.clear();
  }

  isWrapped(port: unknown): boolean {
    return typeof port === 'object' && port !== null && this.#wrapped.has(port);
  }

  wrapBindings<Token>(container: Bindings<Token>, ports: Readonly<Record<string, Token>>): void {
    for (const [name, token] of Object.entries(ports)) {
      container.onActivation(token, (_context, port) => this.wrap(name, port));
    }
  }

  wrapSweep(sweep: Sweep): Sweep {
    const { name, run } = this.wrap(`sweep ${sweep.name}`, sweep, ['run']);
    return { name, run, every: Math.min(sweep.every, LONGEST_PAUSE_OF_SWEEPS_MS) };
  }

  wrap<Port extends object>(name: string, port: Port, steps: readonly string[] = methodsOf(port)): Port {
    const points = new Map(steps.map((step) => [step, this.#declare(`${name}.${step}`, Reflect.get(port, step))]));
    const proxy = new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function' || key === 'constructor') return value;
        // Called on the target itself: a proxy has none of its private fields.
        const call = (...args: unknown[]): unknown => Reflect.apply(value, target, args);
        const point = typeof key === 'string' ? points.get(key) : undefined;
        return point === undefined ? call : (...args: unknown[]) => this.#pass(point, () => call(...args));
      },
    });
    this.#wrapped.add(proxy);
    return proxy;
  }

  /** A second object under the same name shares its points: a consumer that takes the place of another one, say. */
  #declare(name: string, method: unknown): Point {
    if (!this.#passes.has(name)) this.#passes.set(name, 0);
    return { name, isAsync: types.isAsyncFunction(method) };
  }

  #pass(point: Point, step: () => unknown): unknown {
    this.#passes.set(point.name, (this.#passes.get(point.name) ?? 0) + 1);
    const before = this.#takeArmed(point, ['kill', 'throw', 'hang']);
    if (before !== null) return this.#failInstead(point, before);
    const result = step();
    if (!(result instanceof Promise)) return this.#failAfter(point, result);
    point.isAsync = true;
    return result.then((value: unknown) => this.#failAfter(point, value));
  }

  #failInstead({ name, isAsync }: Point, action: FailpointAction): unknown {
    if (action === 'kill') this.#options.kill();
    if (action === 'hang') return isAsync ? new Promise(() => undefined) : hangWholeThread();
    const failure = new StepWasMadeToFail(name);
    // A method that returns a promise does not throw, and callers may count on it.
    if (isAsync) return Promise.reject(failure);
    throw failure;
  }

  #failAfter(point: Point, result: unknown): unknown {
    const after = this.#takeArmed(point, ['kill-after', 'lose']);
    if (after === 'kill-after') this.#options.kill();
    if (after === 'lose') throw new ReplyWasLost(point.name);
    return result;
  }

  #takeArmed({ name }: Point, actions: readonly FailpointAction[]): FailpointAction | null {
    const [armed, ...others] = this.#armed.get(name) ?? [];
    if (armed === undefined || !actions.includes(armed.action)) return null;
    const { action, skip, times } = armed;
    if (skip > 0) {
      this.#armed.set(name, [{ ...armed, skip: skip - 1 }, ...others]);
      return null;
    }
    this.#armed.set(name, times > 1 ? [{ ...armed, times: times - 1 }, ...others] : others);
    this.#options.onHit({ point: name, action });
    return action;
  }
}

/** A step failed for no reason that anybody knows. */
export class StepWasMadeToFail extends Error {
  override readonly name = 'StepWasMadeToFail';

  constructor(point: string) {
    super(`${point} was made to fail before it began; nothing is wrong but the failpoint.`);
  }
}

/** A step was done, and whoever asked for it does not know. */
export class ReplyWasLost extends Error {
  override readonly name = 'ReplyWasLost';
  /** What a socket that ends before the answer fails with: adapters take it for that. */
  readonly code = 'ECONNRESET';

  constructor(point: string) {
    super(`${point} was made to lose its answer; nothing is wrong but the failpoint.`);
  }
}

/** The methods of an object, those of its classes included. */
function methodsOf(port: object): string[] {
  const steps = new Set<string>();
  let level: unknown = port;
  while (typeof level === 'object' && level !== null && level !== Object.prototype) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (typeof value === 'function' && key !== 'constructor') steps.add(key);
    }
    level = Object.getPrototypeOf(level);
  }
  return [...steps];
}

function hangWholeThread(): never {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
