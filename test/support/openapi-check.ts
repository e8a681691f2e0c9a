import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Operation {
  readonly responses: Record<
    string,
    {
      headers?: Record<string, { $ref: string }>;
      content?: Record<string, { schema: { $ref?: string } }>;
    }
  >;
}

interface OpenApiDocument {
  readonly paths: Record<string, Record<string, Operation>>;
}

export interface CheckedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Headers that every response has, or that belong to HTTP itself. */
const general = new Set(
  `access-control-allow-credentials access-control-allow-origin access-control-expose-headers allow cache-control
   connection content-length
   content-security-policy content-type cross-origin-opener-policy cross-origin-resource-policy date keep-alive
   location origin-agent-cluster referrer-policy strict-transport-security transfer-encoding vary
   x-content-type-options x-dns-prefetch-control x-download-options x-frame-options
   x-permitted-cross-domain-policies x-xss-protection`
    .split(/\s+/)
    .filter((name) => name !== 'location' && name !== 'allow'),
);

const pages = /^\/(docs(\/.*)?|problems(\/.*)?|account\/.*|openapi\.json)?$/;
const pointer = (...steps: string[]) =>
  steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The parts of a response that its schema describes: each line of NDJSON, or the whole text. */
const valuesIn = (text: string, type: string): unknown[] => {
  if (type === 'application/x-ndjson')
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return type.endsWith('json') ? [JSON.parse(text)] : [text];
};

/**
 * Checks responses against an OpenAPI document: an undocumented status, header or field throws. A path that is not in
 * the document must return a page, or 404 `no-such-route`.
 */
export class OpenApiCheck {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  /** Compiled validators by their place in the document: compiling takes a hundred times as long as validating. */
  readonly #validators = new Map<string, ValidateFunction>();

  private constructor(private readonly document: OpenApiDocument) {
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'api:document', ...document });
  }

  static readonly #known = new Map<string, Promise<OpenApiCheck>>();

  /**
   * Returns the check of the document at `url`. It is read once per `key`, which services with the same document share:
   * making a document takes a service as long as its start.
   */
  static of(key: string, url: string): Promise<OpenApiCheck> {
    const check =
      OpenApiCheck.#known.get(key) ??
      fetch(url).then(async (response) => new OpenApiCheck((await response.json()) as OpenApiDocument));
    OpenApiCheck.#known.set(key, check);
    return check;
  }

  /** @param path without the query */
  check(method: string, path: string, { status, headers, text }: CheckedResponse): void {
    const fail = (why: string): never => {
      throw new Error(`${method} ${path} → ${status}: ${why}\n${text.slice(0, 500)}`);
    };
    if (pages.test(path)) return;
    const template = this.#template(path);
    const operation = this.document.paths[template ?? '']?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
    if (template === undefined || operation === undefined) {
      const code = template === undefined ? 'no-such-route' : 'method-not-allowed';
      const answersOptions = template !== undefined && method === 'OPTIONS' && status === 204;
      if (!answersOptions && text !== '' && JSON.parse(text).code !== code) fail('undocumented');
      return;
    }
    const response = operation.responses[status] ?? fail('undocumented status');
    const documented = new Map(
      Object.entries(response.headers ?? {}).map(([name, { $ref }]) => [name.toLowerCase(), $ref.slice(1)]),
    );
    for (const [name, value] of headers) {
      const place = documented.get(name);
      if (place === undefined && !general.has(name)) fail(`undocumented header ${name}`);
      const validate = place && this.#validator(`${place}/schema`);
      if (validate && !validate(value) && !validate(Number(value))) fail(`invalid header ${name}: ${value}`);
    }
    if (method === 'HEAD' || (response.content === undefined && text === '')) return;
    const type = headers.get('content-type')?.split(';', 1)[0] ?? 'none';
    const { schema } = response.content?.[type] ?? fail(`undocumented content type ${type}`);
    const place = ['paths', template, method.toLowerCase(), 'responses', String(status), 'content', type];
    // Most schemas of responses are references, a thousand of them to the schema of a problem.
    const validate = this.#validator(schema.$ref?.slice(1) ?? pointer(...place, 'schema'));
    for (const value of valuesIn(text, type)) {
      if (!validate(value)) fail(this.#ajv.errorsText(validate.errors));
    }
  }

  /** @param place the JSON Pointer of the schema */
  #validator(place: string): ValidateFunction {
    const validate =
      this.#validators.get(place) ?? this.#ajv.compile({ $ref: `api:document#${encodeURI(place)}` });
    this.#validators.set(place, validate);
    return validate;
  }

  /** Returns the documented path that matches; one without parameters is preferred. */
  #template(path: string): string | undefined {
    const templates = Object.keys(this.document.paths);
    const matches = (template: string) => {
      const steps = template.split('/');
      const given = path.split('/');
      return (
        steps.length === given.length && steps.every((step, i) => step.startsWith('{') || step === given[i])
      );
    };
    return templates.find((template) => template === path) ?? templates.find(matches);
  }
}
