import {
  ElfImage,
  UnexpectedElfError,
  type ImportedSymbol,
  type NeededLibrary,
  type NeededVersion,
} from './elf-image.ts';

const TOO_NEW = 'GLIBC_2.38';
const VER_FLG_WEAK = 2;

/** glibc 2.38 brought the C23 forms of `strtol` and `scanf`, which differ from the older ones in also reading `0b101`. */
const C23_PREFIX = '__isoc23_';

export interface Rebinding {
  readonly library: Buffer;
  /** What was changed, `__isoc23_strtol@GLIBC_2.38 -> strtol@GLIBC_2.2.5`. */
  readonly changes: readonly string[];
}

/**
 * Makes a copy of a shared library that does not need glibc 2.38 any more: the few functions it takes from that
 * version are bound to the older ones of the same behaviour. No code is touched, only names and versions of imports.
 *
 * @throws UnexpectedElfError when it is no such library or takes a function for which no equal is known.
 */
export function rebindToOlderGlibc(original: Buffer): Rebinding {
  const library = Buffer.from(original);
  try {
    return { library, changes: rebind(library) };
  } catch (error) {
    // Buffer's reads throw this when a table points outside the file.
    if (error instanceof RangeError) throw new UnexpectedElfError('A table lies outside the file.', { cause: error });
    throw error;
  }
}

function rebind(library: Buffer): string[] {
  const image = new ElfImage(library);
  const imports = image.importedSymbols();
  return image.neededLibraries().flatMap((needed) => {
    const tooNew = needed.versions.find(({ name }) => name === TOO_NEW);
    if (tooNew === undefined) return [];
    const bound = imports.filter(({ versionIndex }) => versionIndex === tooNew.index);
    if (bound.length === 0)
      throw new UnexpectedElfError(`It needs ${TOO_NEW} of ${needed.file} for nothing it imports.`);
    const changes = bound.map((symbol) => bindOlder(library, symbol, needed));
    // The loader refuses a library whose needed version is missing, used or not, unless the need is weak.
    library.writeUInt16LE(library.readUInt16LE(tooNew.flagsOffset) | VER_FLG_WEAK, tooNew.flagsOffset);
    return changes;
  });
}

function bindOlder(library: Buffer, symbol: ImportedSymbol, needed: NeededLibrary): string {
  const older = olderName(symbol.name);
  const version = older === undefined ? undefined : olderVersion(older, needed);
  if (older === undefined || version === undefined) {
    throw new UnexpectedElfError(
      `It takes ${symbol.name}@${TOO_NEW} from ${needed.file}, and no older equal is known.`,
    );
  }
  if (symbol.name.endsWith(older)) {
    const skipped = symbol.name.length - older.length;
    library.writeUInt32LE(library.readUInt32LE(symbol.nameReferenceOffset) + skipped, symbol.nameReferenceOffset);
  } else {
    library.write(older, symbol.nameOffset, 'latin1');
  }
  library.writeUInt16LE(version.index, symbol.versionIndexOffset);
  return `${symbol.name}@${TOO_NEW} -> ${older}@${version.name}`;
}

/** The name in older versions: a tail of the given one, or of the same length, so that it fits in its place. */
function olderName(name: string): string | undefined {
  if (name === 'fmod') return name;
  if (/^__isoc23_strtou?ll?$/.test(name)) return name.slice(C23_PREFIX.length);
  if (/^__isoc23_v?[fs]?scanf$/.test(name)) return name.replace(C23_PREFIX, '__isoc99_');
  return undefined;
}

/** x64 began with GLIBC_2.2.5 and arm64 with GLIBC_2.17; what came later on x64 carries the version that brought it. */
function olderVersion(name: string, { versions }: NeededLibrary): NeededVersion | undefined {
  const candidates = name.startsWith('__isoc99_') ? ['GLIBC_2.7', 'GLIBC_2.17'] : ['GLIBC_2.2.5', 'GLIBC_2.17'];
  return candidates.map((candidate) => versions.find((version) => version.name === candidate)).find(Boolean);
}
