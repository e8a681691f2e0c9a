import Joi from 'joi';
import { setting } from './setting.js';

/** The settings of imports over HTTP. */
export const importSettings = {
  IMPORT__DIR: setting(
    'Folder for the files that are uploaded for imports. After a restart on the same disk, an import continues.',
    Joi.string().default(({ DATA_DIR }) => `${DATA_DIR}/imports`),
    'DATA_DIR/imports',
  ),
  IMPORT__MAX_BYTES: setting(
    'Maximum size of an uploaded file, in bytes.',
    Joi.number().integer().min(1).max(2_000_000_000).default(200_000_000),
  ),
  IMPORT__QUOTA_BYTES: setting(
    'Maximum size of all uploaded files in IMPORT__DIR together, in bytes.',
    Joi.number().integer().min(Joi.ref('IMPORT__MAX_BYTES')).default(1_000_000_000),
  ),
};
