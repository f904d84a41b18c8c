import { InMemoryResumptions } from './in-memory-resumptions.ts';
import { resumptionsContract } from './resumptions-contract.ts';

const memory = new InMemoryResumptions();

resumptionsContract('InMemoryResumptions', () => memory);
