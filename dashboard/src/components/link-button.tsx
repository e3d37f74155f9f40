import { ActionIcon, type ActionIconProps, Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

type AnchorAttributes = Omit<ComponentProps<'a'>, 'color' | 'style'>

/** The component library's looks with the router's typed addresses. */
export const LinkButton = createLink((props: ButtonProps & AnchorAttributes) => <Button component="a" {...props} />)
export const LinkIcon = createLink((props: ActionIconProps & AnchorAttributes) => <ActionIcon component="a" {...props} />)
export const LinkText = createLink((props: AnchorProps & AnchorAttributes) => <Anchor component="a" {...props} />)
