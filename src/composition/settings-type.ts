import type { Role } from '../core/identity/permissions.js';
import type { Rate } from './settings-values.js';

/** All settings, by the name of their environment variable. `settings-schema.ts` describes each. */
export interface Settings {
  readonly NODE_ENV: 'development' | 'test' | 'production';
  readonly HOST: string;
  readonly PORT: number;
  /** Origin under which clients reach the service. */
  readonly PUBLIC_URL: string;
  /** Undefined: the embedded database in `DATA_DIR`. */
  readonly DB_URL?: string;
  readonly DATA_DIR: string;
  readonly DB__POOL_MAX: number;
  readonly DB__STATEMENT_TIMEOUT_MS: number;
  readonly DB__MIGRATE: boolean;
  readonly REDIS__HOST?: string;
  readonly REDIS__PORT: number;
  readonly REDIS__DB: number;
  readonly REDIS__USERNAME?: string;
  readonly REDIS__PASSWORD?: string;
  readonly REDIS__TLS: boolean;
  readonly CACHE__TTL_SECONDS: number;
  readonly JWT__PRIVATE_KEY: string;
  readonly JWT__PUBLIC_KEY: string;
  readonly JWT__ALGORITHM: 'RS256' | 'PS256' | 'ES256';
  readonly JWT__ISSUER: string;
  readonly JWT__AUDIENCE: string;
  /** Each `file` or `file:ALG`. */
  readonly JWT__ACCEPTED_PUBLIC_KEYS: string[];
  /** Seconds, like the next two. */
  readonly JWT__ACCESS_TTL: number;
  readonly JWT__REFRESH_TTL: number;
  readonly JWT__SESSION_TTL: number;
  readonly MFA__KEY_FILE: string;
  readonly MFA__REQUIRED_FOR: Role[];
  /** Undefined: at once. */
  readonly MFA__REQUIRED_FROM?: Date;
  readonly AUTH__PUBLIC_READS: boolean;
  readonly AUTH__REGISTRATION: 'open' | 'closed';
  readonly PASSWORD__MIN_LENGTH: number;
  readonly LIMITS__LOGIN_ACCOUNT: Rate;
  readonly LIMITS__LOGIN_ADDRESS: Rate;
  readonly LIMITS__LOGIN_SUCCESS: Rate;
  readonly LIMITS__REFRESH: Rate;
  readonly LIMITS__REGISTER: Rate;
  readonly LIMITS__FORGOT: Rate;
  readonly LIMITS__GUEST_SEARCH: Rate | 'off';
  readonly LIMITS__UNKNOWN_KEY: Rate;
  /** Undefined: keys have no limit. */
  readonly LIMITS__KEY?: Rate;
  readonly LIMITS__EMAIL: Rate;
  /** Days. */
  readonly AUDIT__RETENTION_DAYS: number;
  /** Days; undefined: as long as the entry. */
  readonly AUDIT__IP_DAYS?: number;
  /** Days. */
  readonly AUDIT__VALUES_DAYS: number;
  readonly ADMIN__EMAIL?: string;
  readonly ADMIN__PASSWORD?: string;
  /** Undefined: emails are printed in development, and discarded elsewhere. */
  readonly SMTP__URL?: string;
  readonly MAIL__FROM?: string;
  readonly CATALOGUE__REQUIRE_IF_MATCH: boolean;
  /** Folder of the files of imports over HTTP. */
  readonly IMPORT__DIR: string;
  /** Bytes, like the next one. */
  readonly IMPORT__MAX_BYTES: number;
  readonly IMPORT__QUOTA_BYTES: number;
  /** For `npm run import:original` only. */
  readonly ORIGINAL_DB_URL?: string;
  readonly CORS__ORIGINS: string[];
  readonly COOKIES__SECURE: boolean;
  readonly TRUST_PROXY: string[];
  /** Seconds. */
  readonly SHUTDOWN__GRACE_SECONDS: number;
  readonly METRICS__HOST: string;
  /** Undefined: no metrics are served. */
  readonly METRICS__PORT?: number;
  /** Undefined: no traces are recorded. */
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** `name=value,name=value`, like the resource attributes. */
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string;
  readonly OTEL_SERVICE_NAME: string;
  readonly OTEL_RESOURCE_ATTRIBUTES?: string;
  readonly OTEL_TRACES_SAMPLER: string;
  readonly OTEL_TRACES_SAMPLER_ARG: number;
  readonly DOCS: boolean;
  readonly APP: boolean;
  /** Whether the sample data is loaded into an empty catalogue. */
  readonly DEMO: boolean;
  readonly LOG__LEVEL: 'error' | 'warn' | 'info';
  readonly LOG__FORMAT?: 'json' | 'pretty';
}
