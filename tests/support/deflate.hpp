#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>

namespace halley::test {

// The payloads of permessage-deflate (RFC 7692, 7.2). Each object goes on with what
// it has seen before.

class Deflater {
public:
    std::string operator()(std::string_view text)
    {
        namespace zlib = boost::beast::zlib;
        std::string out(text.size() + text.size() / 8 + 1024, '\0');
        zlib::z_params params;
        params.next_in = text.data();
        params.avail_in = text.size();
        params.next_out = out.data();
        params.avail_out = out.size();
        boost::beast::error_code error;
        stream_.write(params, zlib::Flush::sync, error);
        if (error || params.avail_in > 0) throw std::runtime_error{"not deflated"};
        out.resize(params.total_out - 4);  // 00 00 ff ff go without saying.
        return out;
    }

private:
    boost::beast::zlib::deflate_stream stream_;
};

class Inflater {
public:
    std::string operator()(std::string text)
    {
        namespace zlib = boost::beast::zlib;
        text.append("\x00\x00\xff\xff", 4);
        std::string out;
        zlib::z_params params;
        params.next_in = text.data();
        params.avail_in = text.size();
        std::array<char, 4096> part;
        boost::beast::error_code error;
        do {
            params.next_out = part.data();
            params.avail_out = part.size();
            stream_.write(params, zlib::Flush::sync, error);
            out.append(part.data(), part.size() - params.avail_out);
        } while (!error && params.avail_out == 0);
        if (error && error != zlib::error::need_buffers)
            throw std::runtime_error{"not deflated: " + error.message()};
        return out;
    }

private:
    boost::beast::zlib::inflate_stream stream_;
};

}  // namespace halley::test
