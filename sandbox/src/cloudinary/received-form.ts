import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { CloudinaryError } from './cloudinary-error.ts';

/** An uploaded file in a temporary place. `md5` and `sha256` are hexadecimal digests of its content. */
export interface ReceivedFile {
  path: string;
  name: string;
  bytes: number;
  md5: string;
  sha256: string;
  tooLarge: boolean;
}

export interface ReceivedForm {
  fields: Map<string, string>;
  file: ReceivedFile | null;
}

/** The limit of Cloudinary's free plan. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
const LIMITS = { files: 1, fields: 50, fieldNameSize: 100, fieldSize: 16 * 1024, fileSize: MAX_FILE_BYTES };

/**
 * Streams a form into memory (fields) and into a new file in `dir`, which the caller removes.
 * @throws CloudinaryError 400 for a malformed or interrupted form
 */
export async function receiveForm(req: IncomingMessage, dir: string): Promise<ReceivedForm> {
  const parser = parserFor(req);
  const fields = new Map<string, string>();
  const temporary = path.join(dir, randomUUID());
  const files: Promise<ReceivedFile>[] = [];
  const parsed = Promise.withResolvers<undefined>();

  parser.on('field', (name, value, { valueTruncated }) => {
    if (valueTruncated) parsed.reject(new CloudinaryError(400, `The parameter ${name} is too long: shorten it`));
    fields.set(name, value);
  });
  parser.on('file', (_field, content, { filename }) => {
    const saving = save(content, temporary, filename ?? 'file');
    saving.catch(parsed.reject);
    files.push(saving);
  });
  parser.once('error', parsed.reject);
  parser.once('close', () => {
    parsed.resolve(undefined);
  });
  req.once('close', () => {
    if (!req.complete) parser.destroy(new Error('The upload was interrupted: send it again'));
  });
  req.pipe(parser);

  try {
    await parsed.promise;
    const [file = null] = await Promise.all(files);
    return { fields, file };
  } catch (error) {
    // The rest of the request is read and dropped, so that the client gets to read the reply.
    req.unpipe(parser).resume();
    parser.destroy();
    await Promise.allSettled(files);
    await rm(temporary, { force: true });
    throw formError(error);
  }
}

function parserFor(req: IncomingMessage): busboy.Busboy {
  try {
    return busboy({ headers: req.headers, limits: LIMITS, defParamCharset: 'utf8' });
  } catch (error) {
    throw formError(error);
  }
}

async function save(content: Readable & { truncated?: boolean }, file: string, name: string): Promise<ReceivedFile> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  let bytes = 0;
  async function* measured(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      md5.update(chunk);
      sha256.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  await pipeline(content, measured, createWriteStream(file, { flags: 'wx' }));
  return {
    path: file,
    name,
    bytes,
    md5: md5.digest('hex'),
    sha256: sha256.digest('hex'),
    tooLarge: content.truncated === true,
  };
}

/** Failures of this machine's disk name a system call; everything else is the form's fault. */
function formError(error: unknown): unknown {
  if (error instanceof CloudinaryError || !(error instanceof Error) || 'syscall' in error) return error;
  return new CloudinaryError(400, error.message);
}
