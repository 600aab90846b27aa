<%@ page language="java" contentType="text/html; charset=UTF-8"%>
<html><head><title>${title}</title></head><body><c:forEach items="${docs}"><p>${docid}</p></c:forEach></body></html>