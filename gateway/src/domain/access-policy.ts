/** Who may call a route; the same words as in the services' own routes. Nothing is open that is not in the table. */
export type Access = 'public' | 'guest' | 'customer' | 'admin' | 'signed';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export const SERVICES = [
  'user-service',
  'catalog-service',
  'cart-service',
  'order-service',
  'payment-service',
  'notification-service',
] as const;
export type Service = (typeof SERVICES)[number];

export interface AccessRule {
  readonly method: Method;
  /** Literal segments and `:named` ones, e.g. `/v1/orders/:orderId`. */
  readonly path: string;
  readonly access: Access;
  readonly service: Service;
}

type Row = readonly [Method, path: string, Access];

const USER: readonly Row[] = [
  ['POST', '/v1/auth/register', 'public'],
  ['POST', '/v1/auth/login', 'public'],
  ['POST', '/v1/auth/refresh', 'public'],
  ['POST', '/v1/auth/verify-email', 'public'],
  ['POST', '/v1/auth/resend-verification', 'public'],
  ['GET', '/v1/auth/jwks.json', 'public'],
  ['POST', '/v1/auth/logout', 'customer'],
  ['POST', '/v1/auth/logout-all', 'customer'],
  ['GET', '/v1/auth/sessions', 'customer'],
  ['DELETE', '/v1/auth/sessions/:sessionId', 'customer'],
  ['GET', '/v1/me', 'customer'],
  ['PATCH', '/v1/me', 'customer'],
  ['PUT', '/v1/me/password', 'customer'],
  ['GET', '/v1/me/addresses', 'customer'],
  ['POST', '/v1/me/addresses', 'customer'],
  ['PATCH', '/v1/me/addresses/:addressId', 'customer'],
  ['DELETE', '/v1/me/addresses/:addressId', 'customer'],
  ['GET', '/v1/admin/users', 'admin'],
  ['PATCH', '/v1/admin/users/:userId', 'admin'],
];

const CATALOG: readonly Row[] = [
  ['GET', '/v1/products', 'public'],
  ['GET', '/v1/products/:idOrSlug', 'public'],
  ['GET', '/v1/categories', 'public'],
  ['GET', '/v1/admin/products', 'admin'],
  ['POST', '/v1/admin/products', 'admin'],
  ['GET', '/v1/admin/products/:productId', 'admin'],
  ['PATCH', '/v1/admin/products/:productId', 'admin'],
  ['DELETE', '/v1/admin/products/:productId', 'admin'],
  ['POST', '/v1/admin/products/:productId/variants', 'admin'],
  ['PATCH', '/v1/admin/products/:productId/variants/:sku', 'admin'],
  ['DELETE', '/v1/admin/products/:productId/variants/:sku', 'admin'],
  ['POST', '/v1/admin/products/:productId/images', 'admin'],
  ['PATCH', '/v1/admin/products/:productId/images', 'admin'],
  ['DELETE', '/v1/admin/products/:productId/images/:imageId', 'admin'],
  ['POST', '/v1/admin/categories', 'admin'],
  ['PATCH', '/v1/admin/categories/:slug', 'admin'],
  ['DELETE', '/v1/admin/categories/:slug', 'admin'],
  ['GET', '/v1/admin/inventory', 'admin'],
  ['POST', '/v1/admin/inventory/:sku/adjustments', 'admin'],
  ['GET', '/v1/admin/inventory/:sku/movements', 'admin'],
  ['GET', '/v1/admin/inventory/:sku/reservations', 'admin'],
];

const CART: readonly Row[] = [
  ['POST', '/v1/carts', 'guest'],
  ['GET', '/v1/carts/:cartId', 'guest'],
  ['DELETE', '/v1/carts/:cartId', 'guest'],
  ['POST', '/v1/carts/:cartId/items', 'guest'],
  ['PATCH', '/v1/carts/:cartId/items/:itemId', 'guest'],
  ['DELETE', '/v1/carts/:cartId/items/:itemId', 'guest'],
  ['GET', '/v1/me/cart', 'customer'],
  ['POST', '/v1/me/cart/merge', 'customer'],
];

const ORDER: readonly Row[] = [
  ['POST', '/v1/checkout', 'guest'],
  ['GET', '/v1/shipping-methods', 'public'],
  ['GET', '/v1/orders', 'customer'],
  ['GET', '/v1/orders/:orderId', 'guest'],
  ['GET', '/v1/orders/:orderId/timeline', 'guest'],
  ['POST', '/v1/orders/:orderId/cancel', 'guest'],
  ['POST', '/v1/orders/:orderId/payment-sessions', 'guest'],
  ['GET', '/v1/admin/orders', 'admin'],
  ['GET', '/v1/admin/orders/:orderId', 'admin'],
  ['GET', '/v1/admin/orders/:orderId/timeline', 'admin'],
  ['POST', '/v1/admin/orders/:orderId/cancel', 'admin'],
  ['POST', '/v1/admin/orders/:orderId/refunds', 'admin'],
];

const PAYMENT: readonly Row[] = [
  ['POST', '/v1/webhooks/stripe', 'signed'],
  ['GET', '/v1/admin/payments', 'admin'],
  ['GET', '/v1/admin/payments/:orderId', 'admin'],
  ['POST', '/v1/admin/payments/:orderId/reconcile', 'admin'],
  ['POST', '/v1/admin/payments/:orderId/refunds/:refundId/repeat', 'admin'],
  ['GET', '/v1/admin/webhook-events', 'admin'],
  ['POST', '/v1/admin/webhook-events/:eventId/replay', 'admin'],
];

const NOTIFICATION: readonly Row[] = [
  ['POST', '/v1/webhooks/resend', 'signed'],
  ['GET', '/v1/admin/notifications', 'admin'],
  ['POST', '/v1/admin/notifications/:emailId/resend', 'admin'],
];

/** Of every service with events. */
const messagesOf = (service: Service): readonly Row[] => [
  ['GET', `/v1/admin/messages/${service}`, 'admin'],
  ['POST', `/v1/admin/messages/${service}/redrive`, 'admin'],
  ['GET', `/v1/admin/event-lag/${service}`, 'admin'],
];

const rulesOf = (service: Service, rows: readonly Row[]): readonly AccessRule[] =>
  rows.map(([method, path, access]) => ({ method, path, access, service }));

/** Every public route of the platform: who may call it, and which service answers. */
export const ACCESS_POLICY: readonly AccessRule[] = [
  ...rulesOf('user-service', [...USER, ...messagesOf('user-service')]),
  ...rulesOf('catalog-service', [...CATALOG, ...messagesOf('catalog-service')]),
  ...rulesOf('cart-service', [...CART, ...messagesOf('cart-service')]),
  ...rulesOf('order-service', [...ORDER, ...messagesOf('order-service')]),
  ...rulesOf('payment-service', [...PAYMENT, ...messagesOf('payment-service')]),
  ...rulesOf('notification-service', [...NOTIFICATION, ...messagesOf('notification-service')]),
];
