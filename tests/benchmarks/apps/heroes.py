"""SQLModel with a database in a file."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///heroes.db")
app = FastAPI()


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)


SQLModel.metadata.create_all(engine)


@app.get("/", response_class=HTMLResponse)
async def home() -> str:
    with Session(engine) as session:
        session.add(Hero(name="Deadpond"))
        session.commit()
        count = len(session.exec(select(Hero)).all())
    head = "<!doctype html><title>Heroes</title><link rel=icon href='data:,'>"
    return f"{head}<h1>Heroes</h1><p>{count} so far"
