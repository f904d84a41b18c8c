import { HttpProblem, problem } from '@souk/chassis/http/problem';
import type { RequestHandler } from 'express';
import multer, { MulterError } from 'multer';
import { z } from 'zod';

const MAX_FILES = 8;
/** Uploads are kept in memory whole, so few may be in progress at a time. */
const MAX_AT_ONCE = 2;
const MAX_ALT = 300;

export interface UploadedFile {
  /** As the client calls it: for messages only. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const File = z.custom<UploadedFile>().meta({ type: 'string', format: 'binary' });
const Alt = z.string().trim().max(MAX_ALT);

/** One `alt` for each image, in the same order; images without one have an empty text. */
export const ImagesBody = z.strictObject({
  images: z.array(File).min(1, 'must hold at least one file').max(MAX_FILES),
  alt: z.union([z.array(Alt).max(MAX_FILES), Alt.transform((text) => [text])]).default([]),
});

/** Reads a multipart request with files in the field `images` into the body that `ImagesBody` describes. */
export function receiveImages(maxBytes: number): RequestHandler {
  const receive = multer({
    storage: multer.memoryStorage(),
    defParamCharset: 'utf8',
    limits: {
      fileSize: maxBytes,
      files: MAX_FILES,
      fields: MAX_FILES,
      parts: 2 * MAX_FILES,
      fieldNameSize: 20,
      fieldSize: 4 * MAX_ALT,
      fieldNestingDepth: 0,
      headerPairs: 20,
    },
  }).array('images', MAX_FILES);
  let inProgress = 0;
  return (request, response, next) => {
    if (typeof request.is('multipart/form-data') !== 'string') {
      throw new HttpProblem(problem(415, 'request.media-type', 'Send the files as `multipart/form-data`.'));
    }
    if (inProgress >= MAX_AT_ONCE) {
      throw new HttpProblem(problem(503, 'images.busy', 'Other images are being uploaded; try again in a moment.'), {
        'retry-after': '2',
      });
    }
    inProgress += 1;
    response.once('close', () => (inProgress -= 1));
    receive(request, response, (error: unknown) => {
      if (error !== undefined) {
        next(refusalOf(error, maxBytes));
        return;
      }
      const fields: unknown = request.body;
      request.body = { ...(typeof fields === 'object' ? fields : {}), images: filesOf(request.files) };
      next();
    });
  };
}

function filesOf(files: Express.Request['files']): UploadedFile[] {
  return Array.isArray(files) ? files.map(({ originalname, buffer }) => ({ name: originalname, bytes: buffer })) : [];
}

/** Whatever else than a limit fails while a request is read into memory is a malformed or interrupted request. */
function refusalOf(error: unknown, maxBytes: number): HttpProblem {
  if (!(error instanceof MulterError)) {
    return new HttpProblem(problem(400, 'request.malformed', 'The upload cannot be read; send it again.'));
  }
  const file = 'filename' in error && typeof error.filename === 'string' ? error.filename : null;
  if (error.code === 'LIMIT_FILE_SIZE') {
    return new HttpProblem(
      problem(413, 'images.too-large', `${file ?? 'A file'} is larger than ${maxBytes} bytes; send a smaller one.`, {
        file,
      }),
    );
  }
  return new HttpProblem(
    problem(400, 'images.form-invalid', `${error.message}: send up to ${MAX_FILES} files in the field \`images\`.`, {
      file,
    }),
  );
}
