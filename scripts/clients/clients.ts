import { type Command, node, nodeTool, pythonTool } from './tools.js';

/** A client of the service, or a tool that tests it. */
export interface Client {
  readonly name: string;
  /** Its folder in clients/check. */
  readonly folder: string;
  /** Writes the client. A warning of this command is a failure, except the known ones. */
  readonly generate?: Command;
  /** The text of warnings that docs/clients.md explains. */
  readonly knownWarnings?: RegExp;
  /** The commands that compile the client and use it. */
  readonly use: readonly Command[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A started service, and its admin. */
export interface Started {
  readonly url: string;
  readonly email: string;
  readonly password: string;
}

const document = '../openapi.json';

/** The only response that has no other media type than JSON lines. */
const jsonLinesUnknown =
  /^Warning\(s\) encountered .*\nWARNING parsing GET \/api\/v1\/audit\/export .*\s+Cannot parse .*\(Unsupported content_type application\/x-ndjson\)/m;

/**
 * All clients, in two queues that take about the same time.
 * @param story the service of the stories
 * @param generated the service of generated requests, which end sessions and remove items
 */
export const clientsOf = (story: Started, generated: Started): readonly (readonly Client[])[] => {
  const service = [story.url, story.email, story.password];
  const inTypeScript = (name: string, folder: string, generate: Command): Client => ({
    name,
    folder,
    generate,
    use: [nodeTool('tsc', '--project', '.'), node('--import', 'tsx', 'story.ts', ...service)],
  });
  return [
    [
      inTypeScript(
        'openapi-typescript and openapi-fetch',
        'openapi-fetch',
        nodeTool('openapi-typescript', document, '--output', 'generated/schema.ts'),
      ),
      inTypeScript('hey-api, SDK and zod', 'hey-api', nodeTool('openapi-ts')),
      inTypeScript('orval, client and zod', 'orval', nodeTool('orval')),
    ],
    [
      {
        name: 'openapi-python-client',
        folder: 'python',
        generate: pythonTool(
          'openapi-python-client',
          'generate',
          ...['--path', document, '--output-path', 'generated/python_client', '--meta', 'none'],
        ),
        knownWarnings: jsonLinesUnknown,
        use: [pythonTool('python', 'story.py', ...service)],
        env: { PYTHONPATH: 'generated' },
      },
      {
        name: 'schemathesis',
        folder: 'schemathesis',
        use: [pythonTool('schemathesis', 'run', document)],
        env: {
          SERVICE_URL: generated.url,
          ADMIN_EMAIL: generated.email,
          ADMIN_PASSWORD: generated.password,
        },
      },
    ],
  ];
};
