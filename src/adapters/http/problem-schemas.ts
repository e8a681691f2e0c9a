import { type Json, referenceTo } from './openapi-schemas.js';
import { problems } from './problems.js';

const stringList = { type: 'array', items: { type: 'string' } };
const combinations = { type: 'array', items: referenceTo('ListCombination') };

/** The schemas of a problem, by name. */
export const problemSchemas: Json = {
  Problem: {
    type: 'object',
    description: 'A problem (RFC 9457).',
    properties: {
      type: { type: 'string', format: 'uri', description: 'The URL of a page about the code.' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: {
        type: 'string',
        description: 'The path of the request. Empty if the request could not be parsed.',
      },
      code: referenceTo('ProblemCode'),
      requestId: { type: 'string' },
      traceId: {
        type: 'string',
        description:
          'The id of the trace of this request (W3C Trace Context). Only if the service records traces.',
      },
      errors: { type: 'array', items: referenceTo('ProblemError') },
      maxAge: {
        type: 'integer',
        description:
          'With recent-authentication-required: the seconds within which you must have proven who you are.',
      },
      acrValues: {
        type: 'string',
        description: 'With recent-authentication-required: the level of your session (RFC 9470).',
      },
      mergedInto: {
        type: 'integer',
        description: 'The id of the item that the requested one was merged into, while that item exists.',
      },
      challenge: {
        type: 'string',
        description:
          'With second-factor-required: to be sent with the code. It is valid once, for five minutes.',
      },
      methods: {
        type: 'array',
        items: { type: 'string', enum: ['totp', 'recovery-code'] },
        description: 'With second-factor-required: the kinds of codes that the account can use.',
      },
      expiresIn: {
        type: 'integer',
        description: 'With second-factor-required: the seconds until the challenge expires.',
      },
      nearest: {
        ...combinations,
        description: 'Those of `supported` that need the fewest changes of the request, nearest first.',
      },
      supported: {
        ...combinations,
        description: 'The supported combinations of list parameters, when the requested one has no index.',
      },
    },
    required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
    additionalProperties: false,
  },
  ProblemCode: { type: 'string', enum: Object.keys(problems), description: 'Documented at /problems.' },
  ProblemError: {
    type: 'object',
    description: 'An error in one place of the request.',
    properties: {
      pointer: { type: 'string', description: 'A JSON Pointer (RFC 6901) into the body.' },
      parameter: { type: 'string' },
      message: { type: 'string' },
      code: { type: 'string' },
    },
    required: ['message', 'code'],
    additionalProperties: false,
  },
  ListCombination: {
    type: 'object',
    description: 'A supported combination of list parameters.',
    properties: {
      filters: { ...stringList, description: 'Filters that the combination requires.' },
      optionalFilters: stringList,
      sort: { ...stringList, description: 'Allowed values of sort. Empty: the order is fixed.' },
    },
    required: ['filters', 'optionalFilters', 'sort'],
    additionalProperties: false,
  },
};
