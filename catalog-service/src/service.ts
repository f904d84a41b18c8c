import { defineService } from '@souk/chassis/service/service';
import { createContainer } from './composition/container.ts';
import { sweepsOf } from './composition/sweeps.ts';
import { T } from './composition/tokens.ts';
import { CatalogServiceConfig } from './config.ts';
import { commitStockWhenOrderConfirmed } from './presentation/events/commit-stock-when-order-confirmed.ts';
import { forgetRepliesWhenProductChanged } from './presentation/events/forget-replies-when-product-changed.ts';
import { releaseStockWhenOrderCancelled } from './presentation/events/release-stock-when-order-cancelled.ts';
import { reserveStockWhenOrderCreated } from './presentation/events/reserve-stock-when-order-created.ts';
import { adminProductRoutes } from './presentation/http/admin-product-routes.ts';
import { categoryRoutes } from './presentation/http/category-routes.ts';
import { imageRoutes } from './presentation/http/image-routes.ts';
import { inventoryRoutes } from './presentation/http/inventory-routes.ts';
import { productRoutes } from './presentation/http/product-routes.ts';
import { skuRoutes } from './presentation/http/sku-routes.ts';
import { variantRoutes } from './presentation/http/variant-routes.ts';
import { PROBLEMS } from './presentation/http/problems.ts';

export const catalogService = defineService({
  name: 'catalog-service',
  config: CatalogServiceConfig,
  problems: PROBLEMS,
  compose: async (platform) => {
    const { SHOP_CURRENCY: currency, MAX_UPLOAD_BYTES: maxBytes, LOW_STOCK_AT: lowStockAt } = platform.config;
    const container = await createContainer(platform);
    const get = container.get.bind(container);
    const { lists, details } = get(T.Caches);
    const catalog = get(T.ProductCatalog);
    const viewProduct = get(T.ViewProduct);
    return {
      routes: [
        ...productRoutes({ catalog, lists, details }),
        ...categoryRoutes({ categories: get(T.Categories), removeCategory: get(T.RemoveCategory), lists }),
        ...adminProductRoutes({
          catalog,
          viewProduct,
          currency,
          createProduct: get(T.CreateProduct),
          changeProduct: get(T.ChangeProduct),
        }),
        ...variantRoutes({
          viewProduct,
          currency,
          addVariant: get(T.AddVariant),
          changeVariant: get(T.ChangeVariant),
          removeVariant: get(T.RemoveVariant),
        }),
        ...imageRoutes({
          viewProduct,
          maxBytes,
          addImages: get(T.AddImages),
          arrangeImages: get(T.ArrangeImages),
          removeImage: get(T.RemoveImage),
        }),
        ...inventoryRoutes({ inventory: get(T.Inventory), adjustStock: get(T.AdjustStock), lowStockAt }),
        ...skuRoutes({ lookUpSkus: get(T.LookUpSkus) }),
      ],
      subscriptions: [
        reserveStockWhenOrderCreated(get(T.ReserveStock)),
        releaseStockWhenOrderCancelled(get(T.ReleaseStock)),
        commitStockWhenOrderConfirmed(get(T.CommitStock)),
        ...forgetRepliesWhenProductChanged(() => get(T.CatalogChanges).tell('products')),
      ],
      sweeps: sweepsOf(container),
    };
  },
});
