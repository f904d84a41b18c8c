/** A stored image of which it is not certain that a product shows it. */
export interface ImageClaim {
  readonly publicId: string;
  readonly productId: string;
  /** When it has to be certain: then it is looked up, and destroyed unless its product shows it. */
  readonly dueAt: Date;
}

/** Remembers what is at the image store, or soon will be, from before it gets there until a product shows it. */
export interface ImageClaims {
  /**
   * Notes images; those that are noted already get the new date.
   * @throws ImageIsBeingRemoved when one of them is doomed.
   */
  note(claims: readonly ImageClaim[]): Promise<void>;
  /** Strikes claims out, unless the image was noted again meanwhile: a product shows it, or it is gone. */
  settle(claims: readonly ImageClaim[]): Promise<void>;
  /** The longest overdue first, without those of the images named. */
  due(at: Date, limit: number, except?: readonly string[]): Promise<readonly ImageClaim[]>;
  /** Condemns an image, unless it was noted again meanwhile: then false. From now on it cannot be noted until it is gone. */
  doom(claim: ImageClaim): Promise<boolean>;
}
