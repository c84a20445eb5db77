from salesdesk.desktop.widgets.page import Page


class ShowsPage(Page):
    kind = "shows"
    title_key = "shows.title"
