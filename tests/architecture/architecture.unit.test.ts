import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const options = await extractDepcruiseOptions(path.join(root, '.dependency-cruiser.mjs'));

async function cruised(baseDir: string): Promise<ICruiseResult> {
  // The resolver is made once per process by default, and this file cruises two trees.
  const { output } = await cruise(['.'], { ...options, baseDir }, { bustTheCache: true });
  if (typeof output === 'string') throw new Error('The cruise gave a report instead of its result: unset outputType.');
  return output;
}

/** Some seconds of computing, and more on a busy machine. */
const CRUISE_WITHIN_MS = 60_000;

const rules = options.ruleSet?.forbidden ?? [];

describe('the import rules', () => {
  it('hold in the whole tree', { timeout: CRUISE_WITHIN_MS }, async () => {
    const { modules, summary } = await cruised(root);

    const broken = summary.violations.map(({ rule, from, to }) => {
      const reason = rules.find(({ name }) => name === rule.name)?.comment ?? '';
      return `${from} imports ${to}, against ${rule.name}: ${reason}`;
    });
    expect(broken).toEqual([]);
    // A cruise that cannot read TypeScript follows nothing, and finds nothing wrong.
    expect(modules.filter(({ source }) => source.endsWith('.ts')).length).toBeGreaterThan(100);
  });

  describe('in the fixture', () => {
    const fixture = path.join(import.meta.dirname, 'fixture');
    const expectations = readdirSync(fixture, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file, expectedRule(path.join(fixture, file))] as const);
    let workspace = '';
    const caught = new Map<string, Set<string>>();

    beforeAll(async () => {
      workspace = mkdtempSync(path.join(tmpdir(), 'souk-architecture-'));
      cpSync(fixture, workspace, { recursive: true });
      linkDependencies(workspace);
      for (const { rule, from, cycle } of (await cruised(workspace)).summary.violations) {
        for (const file of cycle?.map(({ name }) => name) ?? [from]) {
          caught.set(file, (caught.get(file) ?? new Set()).add(rule.name));
        }
      }
    }, CRUISE_WITHIN_MS);

    afterAll(() => rmSync(workspace, { recursive: true }));

    it.each(expectations)('%s is caught by: %s', (file, rule) => {
      expect([...(caught.get(file) ?? ['no rule'])]).toEqual([rule]);
    });

    it('are caught being broken, every one', () => {
      expect(rules.map(({ name }) => name).filter((name) => !expectations.some(([, rule]) => rule === name))).toEqual(
        [],
      );
    });
  });
});

function expectedRule(file: string): string {
  return /^\/\/ Caught by: (\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 'no rule';
}

/** Lays out `node_modules` as npm does for workspaces: the fixture's own packages, and the real libraries. */
function linkDependencies(workspace: string): void {
  mkdirSync(path.join(workspace, 'node_modules', '@souk'), { recursive: true });
  for (const name of readdirSync(path.join(workspace, 'packages'))) {
    symlinkSync(path.join(workspace, 'packages', name), path.join(workspace, 'node_modules', '@souk', name));
  }
  for (const name of readdirSync(path.join(root, 'node_modules'))) {
    if (name.startsWith('.') || name.startsWith('@')) continue;
    symlinkSync(path.join(root, 'node_modules', name), path.join(workspace, 'node_modules', name));
  }
}
