import { imageClaimsContract } from './image-claims-contract.ts';
import { InMemoryImageClaims } from './in-memory-image-claims.ts';

const claims = new InMemoryImageClaims();

imageClaimsContract('InMemoryImageClaims', () => claims);
