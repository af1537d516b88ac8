import { expectTypeOf, test } from 'vitest';
import type protocolErrors from '../../protocol/errors.json';
import type { ServerErrorCode } from '../src/index.js';

test('the server codes are those of protocol/errors.json, no more and no less', () => {
  expectTypeOf<ServerErrorCode>().toEqualTypeOf<keyof typeof protocolErrors>();
});
