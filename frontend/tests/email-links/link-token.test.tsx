import { act, render, screen } from '@testing-library/react';
import { StrictMode, Suspense, use } from 'react';
import { MemoryRouter } from 'react-router';
import { expect, test, vi } from 'vitest';

test('the token leaves the URL at once and survives a discarded render', async () => {
  history.replaceState(null, '', '/reset-password#token=abc');
  vi.resetModules();
  const { tokenAtStart } = await import('../../src/features/email-links/token-at-start');
  expect(location.hash).toBe('');
  const { useLinkToken } = await import('../../src/features/email-links/use-link-token');

  let arrive = () => {};
  const part = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  function Page() {
    const token = useLinkToken();
    use(part);
    return <p>{token ?? 'no token'}</p>;
  }
  await act(async () => {
    render(
      <StrictMode>
        <MemoryRouter initialEntries={['/reset-password']}>
          <Suspense>
            <Page />
          </Suspense>
        </MemoryRouter>
      </StrictMode>,
    );
  });
  await act(async () => arrive());
  expect(await screen.findByText('abc')).toBeInTheDocument();
  expect(tokenAtStart.get()).toBeNull();
  history.replaceState(null, '', '/');
});
