"""The application."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from shop import settings
from shop.routers import accounts, admin, carts, customers, orders, products

app = FastAPI(title="Shop", debug=settings.DEBUG)
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)

for module in (accounts, admin, carts, customers, orders, products):
    app.include_router(module.router)


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, host="0.0.0.0", port=8000)
