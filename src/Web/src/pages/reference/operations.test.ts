import { expect, test } from 'vitest';
import { operationsOf } from './operations';

const answer = { responses: {} };
const document = {
  tags: [{ name: 'Explore' }, { name: 'Ingest' }],
  paths: {
    '/api/v1/logs': {
      get: { ...answer, tags: ['Explore'], summary: 'Finds records.' },
      post: { ...answer, tags: ['Ingest'], summary: 'Takes records in.' },
    },
    '/v1/traces': { post: { ...answer, tags: ['Ingest'], summary: 'Takes spans in.' } },
  },
};

const names = (wanted: string) =>
  operationsOf(document, wanted).map((group) => [group.name, group.operations.map((operation) => operation.name)]);

test('endpoints stand with their module', () => {
  expect(names('')).toEqual([
    ['Explore', ['GET /api/v1/logs']],
    ['Ingest', ['POST /api/v1/logs', 'POST /v1/traces']],
  ]);
});

test('words in any case are looked for in names and summaries, and all must be there', () => {
  expect(names('takes POST')).toEqual([['Ingest', ['POST /api/v1/logs', 'POST /v1/traces']]]);
  expect(names('spans')).toEqual([['Ingest', ['POST /v1/traces']]]);
  expect(names('spans find')).toEqual([]);
});
