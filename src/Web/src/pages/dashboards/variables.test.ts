import { describe, expect, it } from 'vitest';
import { fill } from './variables';

const variables = [
  { name: 'service', field: 'service' },
  { name: 'route', field: 'http.route', default: '/pay' },
];

describe('fill', () => {
  it('asks for everything until a value is chosen', () => {
    expect(fill('service:$service | stats count()', variables, {})).toBe('service:* | stats count()');
    expect(fill('http.route:$route', variables, {})).toBe('http.route:"/pay"');
    expect(fill('http.route:$route', variables, { route: '*' })).toBe('http.route:*');
  });

  it('asks for one of several values', () => {
    expect(fill('service:$service', variables, { service: 'auth, order' })).toBe('service:("auth" OR "order")');
  });

  it('keeps a value from becoming part of the question', () => {
    expect(fill('service:$service', variables, { service: 'a" OR *:"\\' })).toBe('service:"a\\" OR *:\\"\\\\"');
  });

  it('leaves what is no variable alone', () => {
    expect(fill('cost:$5 or $other', variables, {})).toBe('cost:$5 or $other');
  });
});
