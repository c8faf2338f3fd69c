// What most files of the server include, compiled once.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "src/beast.hpp"
#include "src/net.hpp"
