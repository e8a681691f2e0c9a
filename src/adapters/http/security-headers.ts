import type { Request, Response } from 'express';
import helmet from 'helmet';

/** For answers that are not pages: a browser may do nothing with them. */
const setSecurityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  xFrameOptions: { action: 'deny' },
});

/** Security headers of every answer. They are the same for all, so helmet's dozen functions run only once. */
export const securityHeaders: Map<string, string> = (() => {
  const headers = new Map<string, string>();
  const recorder = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  setSecurityHeaders({} as Request, recorder as unknown as Response, () => {});
  return headers;
})();
