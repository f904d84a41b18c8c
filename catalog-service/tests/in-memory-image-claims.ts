import type { ImageClaim, ImageClaims } from '../src/application/ports/image-claims.ts';
import { ImageIsBeingRemoved } from '../src/application/ports/image-error.ts';

/** Remembers images in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryImageClaims implements ImageClaims {
  readonly #claims = new Map<string, ImageClaim>();
  readonly #doomed = new Set<string>();

  async note(claims: readonly ImageClaim[]): Promise<void> {
    if (claims.some(({ publicId }) => this.#doomed.has(publicId))) throw new ImageIsBeingRemoved();
    for (const claim of claims) this.#claims.set(claim.publicId, claim);
  }

  async settle(claims: readonly ImageClaim[]): Promise<void> {
    for (const claim of claims.filter((each) => this.#isCurrent(each))) {
      this.#claims.delete(claim.publicId);
      this.#doomed.delete(claim.publicId);
    }
  }

  async due(at: Date, limit: number, except: readonly string[] = []): Promise<readonly ImageClaim[]> {
    return [...this.#claims.values()]
      .filter(({ dueAt, publicId }) => dueAt <= at && !except.includes(publicId))
      .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
      .slice(0, limit);
  }

  async doom(claim: ImageClaim): Promise<boolean> {
    if (!this.#isCurrent(claim)) return false;
    this.#doomed.add(claim.publicId);
    return true;
  }

  #isCurrent({ publicId, dueAt }: ImageClaim): boolean {
    return this.#claims.get(publicId)?.dueAt.getTime() === dueAt.getTime();
  }
}
