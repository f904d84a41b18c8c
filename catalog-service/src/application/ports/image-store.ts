/** Where images are kept and delivered from. */
export interface ImageStore {
  /**
   * Stores an image under a name that is its own; again under the same name, it stays the same image.
   * @returns the version that belongs into its addresses.
   * @throws ImageStoreIsUnavailable
   */
  upload(publicId: string, bytes: Uint8Array): Promise<number>;
  /**
   * Removes an image, or finds it gone.
   * @throws ImageStoreIsUnavailable
   */
  destroy(publicId: string): Promise<void>;
}
