import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const find = (...patterns: readonly string[]) =>
  globSync([...patterns], { cwd: root, exclude: (name) => name.split(path.sep).includes('node_modules') }).toSorted();

const docs = find('*.md', '*/*.md', 'docs/adr/*.md', 'local/src/**/*.md', 'packages/*/*.md');
const sources = find('{*-service,gateway,packages,local,sandbox,bench,chaos,deploy,scripts,tests}/**/*.{ts,mjs}');
const wordsIn = (pattern: RegExp, ...files: readonly string[]) =>
  files.flatMap((file) => [...read(file).matchAll(pattern)].map(([all, part]) => part ?? all));

/** A word in backticks that begins with a folder of the root or of the document's own. Patterns and what only runs make are left out. */
const isPath = (word: string, folder: string) =>
  /^[\w-][\w./@-]*\/[\w./@-]*$/.test(word) &&
  [root, path.join(root, folder)].some((place) => existsSync(path.join(place, word.split('/')[0]!)));

it('finds documents, sources and what they name', () => {
  expect(docs.length).toBeGreaterThan(30);
  expect(sources.length).toBeGreaterThan(1_000);
  expect(
    docs.flatMap((doc) => wordsIn(/`([^`\n]+)`/g, doc).filter((word) => isPath(word, path.dirname(doc)))).length,
  ).toBeGreaterThan(100);
});

describe.each(docs)('%s', (doc) => {
  const folder = path.dirname(doc);
  const isThere = (name: string) => [root, path.join(root, folder)].some((place) => existsSync(path.join(place, name)));

  it('names files and folders that are there', () => {
    const paths = wordsIn(/`([^`\n]+)`/g, doc)
      .flatMap((code) => code.split(' '))
      .filter((word) => isPath(word, folder));
    expect(paths.filter((name) => !isThere(name))).toEqual([]);
  });

  it('links to files that are there', () => {
    const links = wordsIn(/\]\(([^)#\s<]+)/g, doc).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !existsSync(path.join(root, folder, link)))).toEqual([]);
  });
});

it('comments name files that are there', () => {
  const COMMENT = /^\s*(?:\*|\/\/|\/\*\*).*$/gm;
  const PATH = /(?<![\w./:-])[\w-]+\/[\w./-]+\.(?:ts|mjs|md|json|yml)\b/g;
  const comments = sources
    .filter((file) => !file.startsWith('tests/architecture/'))
    .flatMap((file) => wordsIn(COMMENT, file));
  const named = comments.flatMap((line) => line.match(PATH) ?? []).filter((name) => isPath(name, '.'));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
});

it('commands that documents and sources name are in package.json', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  const named = wordsIn(/npm run ([\w:-]+)/g, ...docs, ...sources, 'env.template', 'docker-compose.yml');
  expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
});

it('settings that documents name are read somewhere', () => {
  const SETTING = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;
  const known = new Set(wordsIn(SETTING, ...sources, 'docker-compose.yml'));
  // What has changed may be gone.
  const named = wordsIn(
    SETTING,
    ...docs.filter((doc) => doc !== 'CHANGELOG.md'),
    ...find('env.template', '*/env.template'),
  );
  expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
});

/** Docker Compose brings its own. */
const ONLY_OF_NPM_START = ['MONGODB_URI', 'KAFKA_BROKERS'];

it('env.template names every variable that docker-compose.yml takes from it, those of npm start, and no other', () => {
  const taken = [...wordsIn(/\$\{(\w+)/g, 'docker-compose.yml'), ...ONLY_OF_NPM_START];
  const named = wordsIn(/^#?\s?([A-Z][A-Z0-9_]*)=/gm, 'env.template');
  expect([...new Set(named)].toSorted()).toEqual([...new Set(taken)].toSorted());
});
