// Runs a command on the pinned Node after installing what is missing. Only Node 18 built-ins: this file runs before anything is there.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = path.join(root, 'node_modules', '.bin');
const stamp = path.join(root, 'node_modules', '.souk-lock-digest');
const lockDigest = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex');

function fail(message) {
  console.error(message);
  process.exit(1);
}

const ownMajor = Number(process.versions.node.split('.')[0]);
if (ownMajor < 18) fail(`Souk needs Node 18 or later to start; this is ${process.version}.`);

const withFirstOnPath = (...folders) => ({
  ...process.env,
  PATH: [...folders, process.env.PATH].join(path.delimiter),
});

/** The package of the pinned Node for this machine, `name` and `version`; undefined where there is none. */
function pinnedNode() {
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const name = Object.keys(optionalDependencies).find((key) => key.endsWith(`-${process.platform}-${process.arch}`));
  return name && { name, version: optionalDependencies[name] };
}

/** Where a package keeps its programs. Not `.bin`: some versions of npm leave out what packages of other platforms have too. */
const programsOf = ({ name }, folder) => path.join(folder, 'node_modules', name, 'bin');

function npm(folder, environment, ...command) {
  const options = ['--loglevel=error', '--no-progress'];
  const stdio = ['ignore', 'ignore', 'inherit'];
  const { status } = spawnSync('npm', [...command, ...options], { cwd: folder, env: environment, stdio });
  if (status !== 0) fail('npm install failed. Check that the npm registry can be reached, then try again.');
}

/**
 * The environment in which npm runs on the pinned Node. On an older one it leaves out, without a word, native packages
 * that do not support that Node; so an older machine gets the pinned one first, by itself.
 */
function pinnedEnvironment() {
  if (ownMajor >= 24) return process.env;
  const node = pinnedNode();
  if (node === undefined) {
    fail(`No Node 24 package exists for ${process.platform}-${process.arch}. Install Node 24 or later and try again.`);
  }
  const folder = path.join(root, '.cache', 'node');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  npm(folder, process.env, 'install', '--no-save', '--prefix', folder, `${node.name}@${node.version}`);
  return withFirstOnPath(programsOf(node, folder));
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockDigest) {
  console.log('Installing dependencies (once) …');
  // `npm ci` would start over where something is there already, which takes minutes; the versions are the lock's either way.
  const isFresh = !existsSync(path.join(root, 'node_modules'));
  npm(root, pinnedEnvironment(), ...(isFresh ? ['ci'] : ['install', '--no-save']));
  writeFileSync(stamp, lockDigest);
}

// Vitest colours its output even in a file.
const colour = process.stdout.isTTY || 'FORCE_COLOR' in process.env ? {} : { NO_COLOR: '1' };

const [command, ...args] = process.argv.slice(2);
const node = pinnedNode();
const programs = node === undefined ? [bin] : [programsOf(node, root), bin];
const child = spawn(command, args, { stdio: 'inherit', env: { ...withFirstOnPath(...programs), ...colour } });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`Cannot run ${command}: ${error.message}`));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
