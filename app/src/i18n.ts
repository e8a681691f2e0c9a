import type { I18nProvider } from 'ra-core';
import { findText } from './texts.js';

/** Our texts for ra-core. It writes its own only for errors of forms and lists, all of which the views show themselves. */
export const i18nProvider: I18nProvider = {
  translate: (key, options) => findText(key) ?? options?._ ?? key,
  changeLocale: async () => {},
  getLocale: () => navigator.language,
};
