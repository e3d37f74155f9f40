import type { ReactNode } from 'react'
import classes from './card.module.css'

/** A part of a settings page: what it is about, then its fields. */
export function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h2 className={classes.sectionTitle} style={text ? undefined : { marginBlockEnd: 14 }}>
        {title}
      </h2>
      {text && <p className={classes.sectionText}>{text}</p>}
      {children}
    </section>
  )
}
