import { Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

interface CardProps {
  heading?: string;
  description?: ReactNode;
  children: ReactNode;
}

/** A bordered surface. With a heading, it is a region with that name. */
export function Card({ heading, description, children }: CardProps) {
  const id = useId();
  if (!heading) return <div className={classes.card}>{children}</div>;
  return (
    <section className={classes.card} aria-labelledby={id}>
      <Title order={2} id={id} className={classes.heading}>
        {heading}
      </Title>
      {description && <Text className={classes.description}>{description}</Text>}
      <div className={classes.body}>{children}</div>
    </section>
  );
}
