import { DomainError } from '@souk/kernel/domain-error';

export class ImageStoreIsUnavailable extends DomainError {
  readonly code = 'images.store-unavailable';
  readonly kind = 'unavailable';
  constructor(options: { readonly cause: unknown }) {
    super('The image store cannot be reached right now; nothing was changed. Try again in a moment.');
    this.cause = options.cause;
  }
}

export class ImageIsBeingRemoved extends DomainError {
  readonly code = 'images.being-removed';
  readonly kind = 'conflict';
  constructor() {
    super('One of these images is being removed from the store right now; try again in a moment.');
  }
}

export class UploadTookTooLong extends DomainError {
  readonly code = 'images.upload-took-too-long';
  readonly kind = 'unavailable';
  constructor() {
    super('The image store was too slow; nothing was changed. Try again in a moment.');
  }
}
