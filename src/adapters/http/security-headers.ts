import type { Request, Response } from 'express';
import helmet from 'helmet';

/** For responses that are not pages: a browser must not load anything for them or frame them. */
const setSecurityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  xFrameOptions: { action: 'deny' },
});

/** The security headers of every response. They never differ, so helmet's functions run only once. */
export const securityHeaders: Map<string, string> = (() => {
  const headers = new Map<string, string>();
  const recorder = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  setSecurityHeaders({} as Request, recorder as unknown as Response, () => {});
  return headers;
})();
