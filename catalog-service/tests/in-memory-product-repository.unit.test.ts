import { InMemoryProductRepository } from './in-memory-product-repository.ts';
import { productRepositoryContract } from './product-repository-contract.ts';

const repository = new InMemoryProductRepository();

productRepositoryContract('InMemoryProductRepository', () => repository);
