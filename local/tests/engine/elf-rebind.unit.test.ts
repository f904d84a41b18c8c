import { describe, expect, it } from 'vitest';
import { ElfImage, UnexpectedElfError } from '../../src/engine/elf-image.ts';
import { rebindToOlderGlibc } from '../../src/engine/elf-rebind.ts';
import { buildElfLibrary, type ElfLibrary } from './elf-library.ts';

const libc = (symbol: string, version = 'GLIBC_2.38') => ({ symbol, version, file: 'libc.so.6' });

const X64: ElfLibrary = {
  needs: {
    'libm.so.6': ['GLIBC_2.38', 'GLIBC_2.2.5'],
    'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.7', 'GLIBC_2.38'],
  },
  imports: [
    libc('malloc', 'GLIBC_2.2.5'),
    libc('__isoc23_strtoull'),
    libc('__isoc23_sscanf'),
    { symbol: 'fmod', version: 'GLIBC_2.38', file: 'libm.so.6' },
  ],
};

const ARM64: ElfLibrary = {
  needs: { 'libc.so.6': ['GLIBC_2.38', 'GLIBC_2.17'] },
  imports: [libc('__isoc23_strtol'), libc('__isoc23_fscanf')],
};

/** What a library imports, `malloc@GLIBC_2.2.5 of libc.so.6`. */
function importsOf(library: Buffer): string[] {
  const image = new ElfImage(library);
  const versions = image
    .neededLibraries()
    .flatMap(({ file, versions }) => versions.map(({ index, name }) => ({ index, text: `${name} of ${file}` })));
  return image
    .importedSymbols()
    .slice(1)
    .map(({ name, versionIndex }) => `${name}@${versions.find(({ index }) => index === versionIndex)!.text}`);
}

/** Names of needed versions that the loader may miss. */
function weakNeeds(library: Buffer): string[] {
  return new ElfImage(library)
    .neededLibraries()
    .flatMap(({ file, versions }) =>
      versions
        .filter(({ flagsOffset }) => library.readUInt16LE(flagsOffset) === 2)
        .map(({ name }) => `${name} of ${file}`),
    );
}

describe('rebindToOlderGlibc', () => {
  it('binds the functions of glibc 2.38 to the oldest x64 versions and leaves the others alone', () => {
    const { library, changes } = rebindToOlderGlibc(buildElfLibrary(X64));
    expect(importsOf(library)).toEqual([
      'malloc@GLIBC_2.2.5 of libc.so.6',
      'strtoull@GLIBC_2.2.5 of libc.so.6',
      '__isoc99_sscanf@GLIBC_2.7 of libc.so.6',
      'fmod@GLIBC_2.2.5 of libm.so.6',
    ]);
    expect(changes).toEqual([
      'fmod@GLIBC_2.38 -> fmod@GLIBC_2.2.5',
      '__isoc23_strtoull@GLIBC_2.38 -> strtoull@GLIBC_2.2.5',
      '__isoc23_sscanf@GLIBC_2.38 -> __isoc99_sscanf@GLIBC_2.7',
    ]);
  });

  it('binds them to the one oldest arm64 version', () => {
    const { library } = rebindToOlderGlibc(buildElfLibrary(ARM64));
    expect(importsOf(library)).toEqual(['strtol@GLIBC_2.17 of libc.so.6', '__isoc99_fscanf@GLIBC_2.17 of libc.so.6']);
  });

  it('lets the loader do without version 2.38 of each library that was asked for it, and without no other', () => {
    const { library } = rebindToOlderGlibc(buildElfLibrary(X64));
    expect(weakNeeds(library)).toEqual(['GLIBC_2.38 of libm.so.6', 'GLIBC_2.38 of libc.so.6']);
  });

  it('leaves the original and its length as they were', () => {
    const original = buildElfLibrary(X64);
    const before = Buffer.from(original);
    const { library } = rebindToOlderGlibc(original);
    expect(original.equals(before)).toBe(true);
    expect(library.length).toBe(original.length);
  });

  it('changes nothing in a library that does not need glibc 2.38', () => {
    const original = buildElfLibrary({ needs: { 'libc.so.6': ['GLIBC_2.17'] }, imports: [libc('free', 'GLIBC_2.17')] });
    const { library, changes } = rebindToOlderGlibc(original);
    expect(changes).toEqual([]);
    expect(library.equals(original)).toBe(true);
  });

  it('refuses a library that it has already bound', () => {
    const { library } = rebindToOlderGlibc(buildElfLibrary(ARM64));
    expect(() => rebindToOlderGlibc(library)).toThrow('It needs GLIBC_2.38 of libc.so.6 for nothing it imports.');
  });

  const refusals: [string, Buffer, string][] = [
    [
      'a function without an older equal',
      buildElfLibrary({ ...ARM64, imports: [libc('strlcpy')] }),
      'It takes strlcpy@GLIBC_2.38 from libc.so.6',
    ],
    [
      'no older version to bind to',
      buildElfLibrary({ ...ARM64, needs: { 'libc.so.6': ['GLIBC_2.38'] } }),
      'It takes __isoc23_strtol@GLIBC_2.38 from libc.so.6',
    ],
    [
      'scanf where only a version before its older form is at hand',
      buildElfLibrary({ needs: { 'libc.so.6': ['GLIBC_2.38', 'GLIBC_2.2.5'] }, imports: [libc('__isoc23_sscanf')] }),
      'It takes __isoc23_sscanf@GLIBC_2.38 from libc.so.6',
    ],
    ['no version table', buildElfLibrary({ ...X64, without: [0x6ffffffe] }), 'It has no dynamic entry 0x6ffffffe.'],
    ['no symbol table', buildElfLibrary({ ...X64, without: [6] }), 'It has no dynamic entry 0x6.'],
    ['another format', Buffer.from('\xca\xfe\xba\xbe'.padEnd(64, '\0'), 'latin1'), 'not a 64-bit little-endian ELF'],
    ['a 32-bit library', changed(buildElfLibrary(X64), 4, 1), 'not a 64-bit little-endian ELF'],
    ['a big-endian library', changed(buildElfLibrary(X64), 5, 2), 'not a 64-bit little-endian ELF'],
    ['an empty file', Buffer.alloc(0), 'A table lies outside the file.'],
  ];
  it.each(refusals)('refuses %s', (_, library, message) => {
    const refused = () => rebindToOlderGlibc(library);
    expect(refused).toThrow(UnexpectedElfError);
    expect(refused).toThrow(message);
  });

  it('refuses a library cut off at any place, with no other error than its own', () => {
    const whole = buildElfLibrary(X64);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => rebindToOlderGlibc(whole.subarray(0, length))).toThrow(UnexpectedElfError);
    }
  });
});

function changed(library: Buffer, offset: number, value: number): Buffer {
  library[offset] = value;
  return library;
}
