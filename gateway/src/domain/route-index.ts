import type { AccessRule } from './access-policy.ts';

/** What may be done at an address. */
export interface KnownPath {
  /** As in an `Allow` header. */
  readonly methods: readonly string[];
  readonly rules: ReadonlyMap<string, AccessRule>;
}

interface Node {
  readonly literals: Map<string, Node>;
  named: Node | null;
  known: KnownPath | null;
}

/** The rules as a tree of path segments. A literal segment is preferred to a named one, which takes any text but none. */
export class RouteIndex {
  readonly #root = emptyNode();

  constructor(rules: readonly AccessRule[]) {
    for (const [path, rulesOfPath] of Map.groupBy(rules, (rule) => rule.path)) {
      nodeOf(this.#root, path).known = knownPath(rulesOfPath);
    }
  }

  /** Compares segments as they came, undecoded. */
  find(path: string): KnownPath | null {
    return find(this.#root, path.split('/'), 1);
  }
}

const emptyNode = (): Node => ({ literals: new Map(), named: null, known: null });

function nodeOf(root: Node, path: string): Node {
  let node = root;
  for (const segment of path.split('/').slice(1)) {
    if (segment.startsWith(':')) {
      node = node.named ??= emptyNode();
    } else {
      const next = node.literals.get(segment) ?? emptyNode();
      node.literals.set(segment, next);
      node = next;
    }
  }
  return node;
}

function knownPath(rules: readonly AccessRule[]): KnownPath {
  const byMethod = new Map<string, AccessRule>(rules.map((rule) => [rule.method, rule]));
  const get = byMethod.get('GET');
  if (get !== undefined) byMethod.set('HEAD', get);
  return { methods: [...byMethod.keys()], rules: byMethod };
}

function find(node: Node, segments: readonly string[], depth: number): KnownPath | null {
  const segment = segments[depth];
  if (segment === undefined) return node.known;
  const literal = node.literals.get(segment);
  const found = literal === undefined ? null : find(literal, segments, depth + 1);
  if (found !== null || node.named === null || segment === '') return found;
  return find(node.named, segments, depth + 1);
}
