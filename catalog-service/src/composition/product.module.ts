import { ContainerModule } from 'inversify';
import { AddVariant } from '../application/add-variant/add-variant.ts';
import { ChangeProduct } from '../application/change-product/change-product.ts';
import { ChangeVariant } from '../application/change-variant/change-variant.ts';
import { CreateProduct } from '../application/create-product/create-product.ts';
import { JoinCategory } from '../application/join-category.ts';
import { RemoveCategory } from '../application/remove-category/remove-category.ts';
import { RemoveVariant } from '../application/remove-variant/remove-variant.ts';
import { ViewProduct } from '../application/view-product/view-product.ts';
import { T } from './tokens.ts';

/** The use cases about products and categories. */
export const productModule = new ContainerModule(({ bind }) => {
  bind(T.AddVariant).toResolvedValue(
    (products, clock) => new AddVariant({ products, clock }),
    [T.ProductRepository, T.Clock],
  );
  bind(T.ChangeProduct).toResolvedValue(
    (products, joinCategory, clock) => new ChangeProduct({ products, joinCategory, clock }),
    [T.ProductRepository, T.JoinCategory, T.Clock],
  );
  bind(T.ChangeVariant).toResolvedValue(
    (products, clock) => new ChangeVariant({ products, clock }),
    [T.ProductRepository, T.Clock],
  );
  bind(T.CreateProduct).toResolvedValue(
    (products, joinCategory, slugs, clock) => new CreateProduct({ products, joinCategory, slugs, clock }),
    [T.ProductRepository, T.JoinCategory, T.Slugs, T.Clock],
  );
  bind(T.JoinCategory).toResolvedValue((categories) => new JoinCategory(categories), [T.Categories]);
  bind(T.RemoveCategory).toResolvedValue(
    (categories, products) => new RemoveCategory({ categories, products }),
    [T.Categories, T.ProductRepository],
  );
  bind(T.RemoveVariant).toResolvedValue(
    (products, clock) => new RemoveVariant({ products, clock }),
    [T.ProductRepository, T.Clock],
  );
  bind(T.ViewProduct).toResolvedValue(
    (products, urls) => new ViewProduct({ products, urls }),
    [T.ProductRepository, T.ImageUrls],
  );
});
