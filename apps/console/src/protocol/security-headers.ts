import type { IncomingMessage, ServerResponse } from 'node:http';

const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // With none a browser would say of the form to log in that it comes from nowhere (https://www.w3.org/TR/referrer-policy/).
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** What every answer says to browsers: nothing of others is loaded or shown, and others show nothing of this. */
export function securityHeaders(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  next();
}
