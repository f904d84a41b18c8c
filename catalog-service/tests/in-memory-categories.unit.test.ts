import { categoriesContract } from './categories-contract.ts';
import { InMemoryCategories } from './in-memory-categories.ts';

const categories = new InMemoryCategories();

categoriesContract('InMemoryCategories', () => categories);
