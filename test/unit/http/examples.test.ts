import { expect } from 'chai';
import { bodyValidator, queryValidator } from '../../../src/adapters/http/validation.js';
import { ajv, document, type Media, operations } from './documented-operations.js';

const mediaOf = (content: Readonly<Record<string, Media>> = {}) =>
  Object.entries(content).map(([type, one]) => ({ type, ...one }));

/** The examples of a media type, a parameter or a header. */
const examplesOf = ({ example, examples = {} }: Omit<Media, 'schema'>) => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples).map(({ value }) => value),
];

const requireExamples = (place: string, { schema, ...one }: Media) => {
  const examples = examplesOf(one);
  expect(examples, place).to.have.length.above(0);
  for (const example of examples)
    expect(
      ajv.validate(schema, example),
      `${place}: ${JSON.stringify(example)} ${ajv.errorsText()}`,
    ).to.equal(true);
};

describe('examples in the OpenAPI document', () => {
  for (const { route, name, operation } of operations) {
    const { parameters, requestBody, responses } = operation;

    it(`${name}: has valid ones of each parameter, body and response, and the service accepts them`, () => {
      for (const parameter of parameters) requireExamples(parameter.name, parameter);
      for (const { type, ...media } of mediaOf(requestBody?.content)) {
        requireExamples(type, media);
        if (route.input.body) bodyValidator<unknown>(route.input.body)(media.example);
      }
      for (const [status, { content }] of Object.entries(responses))
        for (const { type, ...media } of mediaOf(content)) requireExamples(`${status} ${type}`, media);
      const validQuery = queryValidator(route.input.query);
      const query = parameters.filter((one) => one.in === 'query');
      validQuery(Object.fromEntries(query.map(({ name, example }) => [name, String(example)])));
    });
  }

  it('of headers: are valid', () => {
    const headers = Object.entries(document.components.headers);
    expect(headers).to.have.length.above(10);
    for (const [name, header] of headers) requireExamples(name, header);
  });
});
