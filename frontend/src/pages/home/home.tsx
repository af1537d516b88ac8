import { Page } from '../../components/page';
import classes from './home.module.css';
import { HowItWorks } from './how-it-works';
import { SessionCard } from './session-card';

export function HomePage() {
  return (
    <Page
      title="Home"
      heading="Stay signed in, safely"
      lead="This app shows how a Django REST Framework API and a React front end keep you signed in: three items, each with one task, and nothing that a script could steal from storage."
      layout="hero"
    >
      <div className={classes.sections}>
        <SessionCard />
        <HowItWorks />
      </div>
    </Page>
  );
}
