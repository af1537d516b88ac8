import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Page } from '../components/page';

export function NotFoundPage() {
  return (
    <Page
      title="Page not found"
      heading="Page not found"
      lead="There is nothing at this address. It may have been typed wrongly, or the page has moved."
    >
      <Button component={Link} to="/">
        Go to the home page
      </Button>
    </Page>
  );
}
