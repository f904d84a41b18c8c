import type { ErrorRequestHandler } from 'express';

/** A refusal in Cloudinary's own words. */
export class CloudinaryError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What the upload API answers when it is asked too often, or fails itself. It says nothing about when to try again. */
export function cloudinaryRefusal(status: '429' | '500'): CloudinaryError {
  return status === '429'
    ? new CloudinaryError(429, 'Too many concurrent upload_api operations')
    : new CloudinaryError(500, 'General Error');
}

export const replyWithApiError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (error instanceof CloudinaryError && !res.headersSent) {
    res.status(error.status).json({ error: { message: error.message } });
  } else {
    next(error);
  }
};

/** Delivery tells errors in a header only: https://cloudinary.com/documentation/diagnosing_error_codes_tutorial */
export const replyWithDeliveryError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (error instanceof CloudinaryError && !res.headersSent) {
    res
      .status(error.status)
      .set({ 'X-Cld-Error': encodeURI(error.message), 'Cache-Control': 'no-store' })
      .end();
  } else {
    next(error);
  }
};
